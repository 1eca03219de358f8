"""Fractions compared exactly, also where a product would not fit a board's integers."""

from nethour.control import ratio


def test_it_agrees_with_the_product():
    for numerator in range(-7, 8):
        for denominator in range(1, 6):
            for other_numerator in range(-7, 8):
                for other_denominator in range(1, 6):
                    case = (numerator, denominator, other_numerator, other_denominator)
                    is_so = numerator * other_denominator >= other_numerator * denominator
                    assert ratio.is_at_least(*case) == is_so, case


def test_equal_fractions_and_the_next_ones_to_them():
    # products of about 2**59
    large = (1 << 30) - 1
    assert ratio.is_at_least(large, large - 1, large, large - 1)
    assert ratio.is_at_least(large - 1, large - 2, large, large - 1)
    assert not ratio.is_at_least(large, large - 1, large - 1, large - 2)
    assert ratio.is_at_least(1, large - 1, 1, large)
    assert not ratio.is_at_least(1, large, 1, large - 1)
    assert ratio.is_at_least(3 * 89, 3 * 55, 89, 55)
    assert ratio.is_at_least(89, 55, 144, 89)
    assert not ratio.is_at_least(144, 89, 233, 144)
