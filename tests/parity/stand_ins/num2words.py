"""English words for the numbers up to 999, where num2words, which SmolVLM's processor imports, is not installed."""

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def num2words(number: int) -> str:
    assert 0 <= number < 1000
    hundreds, rest = divmod(number, 100)
    parts = [f"{SMALL[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        parts.append(TENS[tens - 2] + (f"-{SMALL[ones]}" if ones else ""))
    elif rest or not hundreds:
        parts.append(SMALL[rest])
    return " and ".join(parts)
