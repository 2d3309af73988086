"""A small definition file, and ways to write it with faults or changes."""

SMALL = """
[set]
code = "xa-thu"
name = "Bộ tiêu chí thử"
short_name = "Xã thử"
level = "commune"
tier = "standard"
phase = "2021-2025"
decision = "Quyết định thử"
valid_from = 2022-03-08
threshold_axis = "region"
bands = [[2, 2], [1, 1], [0, 0]]
criteria_in_decision = 2
indicators_in_decision = 1
source = "seen"
default_source = "recalled"

[set.profiles]
TN = "Tây Nguyên"
DNB = "Đông Nam Bộ"

[[criterion]]
number = 1
name = "Thu nhập"
short_name = "Thu nhập"

  [[criterion.indicator]]
  code = "1.1"
  text = "Tỷ lệ hộ được dùng nước sạch"
  kind = "percent"
  comparator = ">="
  unit = "%"
  thresholds = [{ TN = 80, DNB = 90 }]

[[criterion]]
number = 2
name = "Điện"
short_name = "Điện"
"""


def write_definition(folder, *changes):
    """A definition file in `folder`: the small one with each (old, new) replaced."""
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "xa-thu.toml"
    path.write_text(text, encoding="utf-8")
    return path


def indicators(definition):
    """The indicators of a set by their codes."""
    return {row.code: row for criterion in definition.criteria for row in criterion.indicators}
