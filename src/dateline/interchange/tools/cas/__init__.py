"""UIMA CAS as INCEpTION reads and writes it: JSON and XMI, with a definition of our layers."""
