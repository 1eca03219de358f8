"""Register values as integers, no float in between: those of a board have 24 bits, too few for a meter's total."""


def scaled_f32(data: bytes, offset: int, scale: int) -> int | None:
    """The IEEE 754 single at `offset`, high word first, times `scale`, rounded to a whole number.

    None for NaN and infinity, by which a meter says that it does not know.
    """
    high = data[offset] << 8 | data[offset + 1]
    exponent = high >> 7 & 0xFF
    if exponent == 0xFF:
        return None
    mantissa = (high & 0x7F) << 16 | data[offset + 2] << 8 | data[offset + 3]
    if exponent:
        mantissa |= 0x800000
    else:
        exponent = 1
    # value = mantissa * 2 ** (exponent - 127 - 23)
    shift = 150 - exponent
    magnitude = mantissa * scale
    magnitude = (magnitude + (1 << (shift - 1))) >> shift if shift > 0 else magnitude << -shift
    return -magnitude if high & 0x8000 else magnitude
