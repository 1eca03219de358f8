"""Exact comparison of fractions, without a product that would leave a board's 31-bit integers."""


def is_at_least(numerator: int, denominator: int, other_numerator: int, other_denominator: int) -> bool:
    """Whether the first fraction is the larger one, or both are equal. Denominators are > 0.

    Compares whole parts and goes on with the reciprocals of what is left, as Euclid's algorithm does: nothing in it
    is larger than the arguments. Fractions that are not close are told apart in the first round.
    """
    while True:
        whole = numerator // denominator
        other_whole = other_numerator // other_denominator
        if whole != other_whole:
            return whole > other_whole
        numerator %= denominator
        other_numerator %= other_denominator
        if not other_numerator:
            return True
        if not numerator:
            return False
        numerator, other_denominator = other_denominator, numerator
        denominator, other_numerator = other_numerator, denominator
