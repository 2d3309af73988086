"""What the columns of a sheet of tasks are headed with. No database."""

from criteria.headed_sheets import Headings

# A directive of a province has tens of tasks for tens of units; a longer sheet is not one.
MAX_ROWS = 3000

HEADINGS = {
    "position": "Số TT",
    "clause": "Mục văn bản",
    "name": "Nhiệm vụ",
    "text": "Nội dung nguyên văn",
    "result": "Kết quả phải có",
    "units": "Đơn vị",
    "role": "Vai trò",
    "due": "Thời hạn",
    "criteria": "Tiêu chí",
}
# Other words offices head the same columns with, folded.
OTHERS = {
    "position": ["stt", "tt", "so thu tu", "so"],
    "clause": ["muc", "muc cua van ban", "dieu khoan", "muc diem", "muc van ban"],
    "name": ["ten nhiem vu", "nhiem vu giao", "noi dung nhiem vu"],
    "text": ["noi dung", "nguyen van", "noi dung van ban"],
    "result": ["ket qua", "san pham", "ket qua san pham"],
    "units": [
        "don vi thuc hien", "co quan don vi", "co quan thuc hien", "don vi duoc giao", "co quan",
        "don vi chu tri phoi hop",
    ],
    "role": ["vai tro thuc hien"],
    "due": ["han", "thoi han hoan thanh", "thoi gian hoan thanh", "han hoan thanh"],
    "criteria": ["tieu chi lien quan", "tc", "so tieu chi"],
}  # fmt: skip
NO_TABLE = (
    "Không tìm thấy dòng tiêu đề có các cột Số TT, Nhiệm vụ và Đơn vị; "
    "tải biểu mẫu hoặc đặt lại tên cột."
)  # fmt: skip

TASKS = Headings(
    labels=HEADINGS,
    required=("position", "name", "units"),
    no_table=NO_TABLE,
    what="biểu nhiệm vụ",
    max_rows=MAX_ROWS,
    others=OTHERS,
)
