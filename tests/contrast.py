"""How well two colours can be told apart."""


def linear(colour):
    """Give red, green and blue as shares of light (IEC 61966-2-1)."""
    shares = [one / 255 for one in bytes.fromhex(colour[1:])]
    return [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares]


def contrast(one, other):
    """Give the contrast ratio of WCAG 2."""
    first, second = sorted(
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other)
    )
    return (second + 0.05) / (first + 0.05)
