"""Work spread over a Ray cluster: annotating texts and counting predictions; needs the extra `ray`."""
