"""The target: what balance to aim at when a Wh too much and a Wh too little do not cost the same. Deficit positive."""

from nethour.control.target import bias_wh, quantile_permille


def test_quantiles_of_the_normal_distribution():
    for share_permille, thousandths in (
        (500, 0),
        (510, 25),
        (505, 13),
        (841, 998),
        (900, 1282),
        (975, 1968),
        (990, 2326),
        (159, -998),
        (100, -1282),
        (10, -2326),
    ):
        assert quantile_permille(share_permille) == thousandths, share_permille


def test_the_tails_are_cut():
    assert quantile_permille(1000) == quantile_permille(991) == 2326
    assert quantile_permille(0) == quantile_permille(9) == -2326


#        import, export, load, standard deviation -> bias
TABLE = (
    (2000, 500, 1250, 200, 0),  # either mistake costs as much
    (2000, 500, 2000, 200, 465),  # buying costs nothing more than it replaces: as much as may be
    (2000, 500, 500, 200, -465),  # in the load it is worth no more than on the grid
    (2000, 500, 1000, 200, -86),
    (2000, 500, 1500, 200, 86),
    (2000, 500, 1000, 0, 0),  # a forecast without error needs no distance
    (2000, 500, 1000, 400, -173),
    (2000, -100, 0, 200, -333),  # to feed in costs money
)


def test_the_bias_keeps_away_from_the_dearer_mistake():
    for import_price, export_price, load_price, sd_wh, expected_wh in TABLE:
        assert bias_wh(import_price, export_price, load_price, sd_wh) == expected_wh, (load_price, sd_wh)


def test_prices_that_make_no_sense_are_refused():
    for prices in ((2000, 500, 2001), (2000, 500, 499), (500, 2000, 1000), (500, 500, 500)):
        try:
            bias_wh(prices[0], prices[1], prices[2], 100)
        except ValueError as error:
            assert str(error) == "prices must be in the order export, load, import, the first less than the last"
        else:
            raise AssertionError(prices)
