"""The words names of works are made of, as Vietnamese communes write them: plain data, no code.

Phrases are separated by "|" and read with their marks; where a name has none, two words or more are
recognised without. What is not listed is taken for a proper name, or for a word of its own.
"""

# Things money builds, buys or plants. Two names that differ in one of these speak of two things.
THINGS = {
    "road": "đường giao thông nông thôn|đường gtnt|giao thông nông thôn|gtnt|đường giao thông|đường gt"
    "|đường btxm|đường trục chính|đường trục|đường nội|đường|trục chính",
    "to fields": "đường nội đồng|đường trục chính nội đồng|trục chính nội đồng|nội đồng",
    "to plots": "rẫy|nương rẫy|khu rẫy|khu sản xuất|ksx|khu sx|vùng sản xuất|đi sản xuất",
    "between": "liên",
    "alley": "ngõ xóm|ngõ, xóm|ngõ",
    "flower road": "đường hoa",
    "bridge": "cầu|cầu bản|cầu dân sinh|cầu bê tông",
    "suspended": "cầu treo",
    "ford": "cầu tràn|ngầm tràn|đường tràn|ngầm|tràn",
    "culvert": "cống thoát nước|cống hộp|cống",
    "drain": "rãnh thoát nước|mương thoát nước|tiêu thoát nước đường|tiêu thoát nước|thoát nước đường"
    "|thoát nước|cống rãnh",
    "waste water": "xử lý nước thải|xlnt|nước thải",
    "embankment": "kè chống sạt lở|kè|chống sạt lở",
    "irrigation": "thủy lợi|công trình thủy lợi",
    "dam": "đập thủy lợi|đập dâng|đập|hồ chứa nước|hồ chứa",
    "canal": "kênh mương nội đồng|kênh mương|kênh dẫn nước|kênh dẫn|kênh thủy lợi|mương thủy lợi|kênh|mương",
    "water": "nước sinh hoạt tập trung|nsh tập trung|cấp nước sinh hoạt|cấp nước tập trung|nước sinh hoạt"
    "|nước sh|nsh|nước tự chảy|nước sạch|cấp nước|nsh tt",
    "water by house": "nước sinh hoạt phân tán|nsh phân tán|nước phân tán|nước sh phân tán",
    "tank": "bồn chứa nước|bồn nước|téc nước|téc chứa nước|bể chứa nước|bể nước",
    "well": "giếng khoan|khoan giếng nước sinh hoạt|khoan giếng|giếng nước|giếng đào|giếng",
    "power": "đường điện sinh hoạt|đường điện|cấp điện|điện sinh hoạt|đường dây|lưới điện"
    "|trạm biến áp|tba|điện",
    "light": "điện chiếu sáng công cộng|đường điện chiếu sáng|điện chiếu sáng|đèn chiếu sáng đường"
    "|đèn chiếu sáng|chiếu sáng công cộng|chiếu sáng đường|chiếu sáng|điện đường|đèn đường"
    "|điện năng lượng mặt trời",
    "hall": "nhà văn hóa|nvh|nhà sinh hoạt cộng đồng|nhà shcđ|shcđ|nhà shcd|nhà văn hóa cộng đồng"
    "|nhà cộng đồng|nhà sinh hoạt văn hóa|nhà hội trường|hội trường",
    "communal house": "nhà rông văn hóa|nhà rông truyền thống|nhà rông",
    "office": "trụ sở ubnd|trụ sở ủy ban nhân dân|trụ sở làm việc ubnd|trụ sở làm việc"
    "|nhà làm việc ubnd|nhà làm việc ủy ban nhân dân|nhà làm việc|trụ sở|ủy ban nhân dân|ubnd",
    "clinic": "trạm y tế|tyt|phòng khám",
    "market": "chợ trung tâm|chợ",
    "border market": "chợ biên giới|chợ phiên biên giới",
    "football": "sân bóng đá mini|sân bóng đá mi ni|sân bóng mini|sân bóng mi ni|sân bóng đá|sân bóng",
    "volleyball": "sân bóng chuyền",
    "sports": "sân thể thao|sân vận động|khu thể thao|nhà thi đấu|bãi thể thao|trung tâm thể thao",
    "cemetery": "nghĩa trang nhân dân|nghĩa trang|nghĩa địa",
    "martyrs": "nghĩa trang liệt sĩ|nghĩa trang liệt sỹ|đài tưởng niệm|nhà bia ghi danh liệt sĩ",
    "incinerator": "lò đốt rác thải|lò đốt rác|lò đốt chất thải|lò đốt",
    "rubbish": "thu gom xử lý rác thải|thu gom và xử lý rác thải|thu gom rác|rác thải sinh hoạt|rác thải"
    "|chất thải rắn|rác",
    "rubbish point": "điểm tập kết rác thải|điểm tập kết rác|bãi rác|bãi tập kết rác",
    "rubbish cart": "xe chở rác|xe vận chuyển rác thải|xe vận chuyển rác|xe thu gom rác|xe rác|xe ép rác",
    "pesticide": "bao bì thuốc bảo vệ thực vật|bao bì thuốc bvtv|vỏ bao bì thuốc bvtv"
    "|vỏ bao bì thuốc bảo vệ thực vật|vỏ thuốc bvtv|thuốc bvtv",
    "trees": "cây xanh|cây bóng mát|hàng cây",
    "pavement": "vỉa hè",
    "welcome gate": "cổng chào",
    "radio": "loa truyền thanh|đài truyền thanh không dây|đài truyền thanh|truyền thanh không dây"
    "|truyền thanh|loa phát thanh",
    "post": "bưu điện văn hóa|điểm bưu điện|bưu điện",
    "levelling": "san nền|san lấp mặt bằng",
    "resettling": "sắp xếp dân cư|ổn định dân cư|bố trí dân cư|bố trí sắp xếp ổn định dân cư|tái định cư"
    "|sắp xếp ổn định dân cư",
    "craft": "làng nghề",
    "tourism": "du lịch cộng đồng|làng du lịch cộng đồng|điểm du lịch cộng đồng|dlcđ|làng du lịch"
    "|điểm du lịch|homestay|du lịch",
    # Schools by level; a level settles which school, so "trường" alone is the weakest word of them.
    "school": "trường học|trường",
    "kindergarten": "mầm non|mn|mẫu giáo|mg",
    "primary": "tiểu học|th",
    "lower secondary": "trung học cơ sở|thcs",
    "two levels": "tiểu học và trung học cơ sở|tiểu học và thcs|th và thcs|th thcs|th & thcs|th - thcs",
    "school point": "điểm trường|điểm lẻ",
    # Support of households.
    "house": "xóa nhà tạm dột nát|xóa nhà tạm|nhà tạm|nhà ở|xóa nhà dột nát|nhà đại đoàn kết",
    "plot": "đất ở",
    "land": "đất sản xuất|đất sx",
    "trade": "chuyển đổi nghề|chuyển đổi ngành nghề",
    "training": "đào tạo nghề|dạy nghề",
    "course": "tập huấn",
    "insurance": "bảo hiểm y tế|bhyt",
    "electricity bill": "tiền điện",
    "machines": "máy nông cụ|máy móc nông cụ|máy móc|nông cụ|máy nông nghiệp|máy cày|máy sản xuất",
    "mower": "máy phát cỏ|máy cắt cỏ",
    "pump": "máy bơm nước|máy bơm",
    "dryer": "máy sấy|lò sấy",
    "cold store": "kho lạnh|kho bảo quản",
    "fertiliser": "phân bón",
    "byre": "chuồng trại|chuồng nuôi|chuồng",
    "grass": "trồng cỏ|cỏ",
    "water filter": "lọc nước",
    "swimming pool": "bể bơi|hồ bơi",
    "books": "tủ sách",
    "medicine": "tủ thuốc|vườn thuốc nam",
    "cameras": "camera an ninh|camera",
    "gongs": "cồng chiêng",
    "law": "phổ biến pháp luật|phổ biến giáo dục pháp luật|tuyên truyền pháp luật"
    "|tuyên truyền phổ biến pháp luật",
    "equality": "bình đẳng giới",
    "telling": "tuyên truyền",
    # What is grown, bred and kept.
    "forest": "trồng rừng sản xuất|trồng rừng sx|trồng rừng",
    "forest guard": "khoán bảo vệ rừng|bảo vệ rừng|giao khoán rừng",
    "nursery": "vườn ươm|vườn ươm giống",
    "garden": "vườn tạp|vườn hộ",
    "reclaiming": "khai hoang|phục hóa",
    "paddy": "ruộng nước|lúa nước|nước ruộng|ruộng lúa nước|ruộng lúa|ruộng|lúa",
    "replanting": "tái canh",
    "coffee": "cà phê",
    "macadamia": "mắc ca|macca",
    "codonopsis": "sâm dây|hồng đẳng sâm|đảng sâm",
    "ginseng": "sâm ngọc linh|sâm ngọk linh",
    "herbs": "dược liệu|cây thuốc",
    "angelica": "đương quy|đương qui",
    "polyscias": "đinh lăng",
    "litsea": "bời lời",
    "fruit": "cây ăn quả|cây ăn trái|ăn quả|ăn trái",
    "durian": "sầu riêng",
    "passion fruit": "chanh dây|chanh leo",
    "vegetables": "rau hoa|rau an toàn|rau sạch|rau củ|rau",
    "rubber": "cao su",
    "pepper": "hồ tiêu",
    "cassava": "sắn",
    "maize": "ngô|bắp",
    "mulberry": "trồng dâu nuôi tằm|dâu tằm|nuôi tằm|trồng dâu",
    "cattle": "bò",
    "buffalo": "trâu",
    "goat": "dê",
    "pig": "heo|lợn",
    "chicken": "gà",
    "duck": "vịt",
    "fish": "cá",
    "bees": "ong",
}

# Parts of a thing: a name with the part and one without it may still mean one work.
PARTS = {
    "toilet": "nhà vệ sinh|nhà tiêu hợp vệ sinh|nhà tiêu hvs|nhà tiêu|nvs|công trình vệ sinh",
    "kitchen": "nhà bếp|bếp ăn",
    "canteen": "nhà ăn",
    "fence": "tường rào|hàng rào|cổng tường rào|tường rào cổng ngõ|cổng, tường rào|hàng rào bảo vệ",
    "yard": "sân bê tông|sân nhà|sân",
    "classrooms": "phòng học|dãy phòng học|lớp học",
    "boarding": "nhà ở bán trú|nhà bán trú|nhà ở học sinh|nhà nội trú",
    "teachers": "nhà công vụ|nhà ở giáo viên|nhà giáo viên",
    "headmaster": "nhà hiệu bộ|phòng hiệu bộ|phòng chức năng",
    "gymnasium": "nhà đa năng",
    "equipment": "thiết bị dạy học|trang thiết bị dạy học|trang thiết bị|thiết bị|bàn ghế",
    "library": "thư viện",
    "computers": "phòng tin học|phòng máy tính|phòng vi tính|phòng máy",
    "roof": "mái che|nhà xe|nhà để xe",
    "supports": "trụ đỡ|mố cầu",
}

# What may stand in one name and be left out of the other.
MANNERS = {
    "breeding": "sinh sản",
    "fattening": "vỗ béo",
    "free range": "thả vườn",
    "caged": "lồng bè|nuôi lồng|lồng",
}

# Words that tell two works apart as little as "và" does: verbs, beneficiaries, materials.
FILLING = (
    "xây dựng mới|xây dựng|xây mới|làm mới|xây|nâng cấp mở rộng|nâng cấp|mở rộng|mở mới|sửa chữa|sc"
    "|tu sửa|duy tu|bảo dưỡng|cải tạo|phục dựng|cứng hóa|bê tông hóa|bth|bê tông xi măng|bê tông|btxm"
    "|btct|kiên cố hóa|kch|nhựa hóa|láng nhựa|đầu tư|lắp đặt|san ủi mặt bằng|san ủi|quy hoạch|mua sắm|mua"
    "|cấp phát|cấp|phát triển|hỗ trợ|ht|mô hình|dự án|công trình|ct|hạng mục|hm|hệ thống|ht|tuyến đường"
    "|tuyến|nhà|tại|ở|cho|của|thuộc|trên địa bàn|địa bàn|các|và|với|theo|qua|trong|trên|cùng|bản địa"
    "|truyền thống|dân tộc thiểu số|dtts|đồng bào|hộ gia đình|hộ nghèo cận nghèo|hộ nghèo|hộ cận nghèo"
    "|cận nghèo|người cận nghèo|người nghèo|nghèo|hộ|người|lao động nông thôn|lđnt|nông thôn|sản xuất|sx"
    "|chăn nuôi|nuôi|trồng xen|trồng|xen|vườn|cây giống|con giống|giống|cây|con|chất lượng cao|xứ lạnh"
    "|khu trung tâm|trung tâm|chính|trục|đi lên|lên|vào|kỹ thuật|kĩ thuật|phổ thông dân tộc bán trú"
    "|ptdtbt|phổ thông dân tộc nội trú|bán trú|giáo viên|học sinh|thu gom|xử lý|bể|hợp vệ sinh|hvs|bảo vệ"
    "|khu|điểm|làm|mới|công cộng|sinh hoạt|khu dân cư|dân cư|nội bộ|suối|lòng hồ|thủy điện|dân tộc"
    "|thương hiệu|thực hiện|nội dung|tiểu dự án|bổ sung|nội|không dây|di chuyển"
)

VILLAGE = "thôn|làng|buôn|bản|tổ dân phố|tdp|tổ|ấp|xóm"
COMMUNE = "xã"
LINKS = "đến|đi|tới|ra|nối"
FROM = "từ"
PEOPLE = "nhà ông|nhà bà|nhà anh|nhà chị|từ nhà|hộ ông|hộ bà"

# Words whose number says which one: two numbers, two works.
NUMBERED = {
    "phase": "giai đoạn|gđ|đợt|gđoạn",
    "branch": "tuyến số|tuyến|nhánh số|nhánh|trục số",
    "lane": "hẻm số|hẻm",
    "settlement": "điểm dân cư số|điểm dân cư|khu dân cư số|điểm dcư",
    "group": "nhóm số|nhóm|tổ hợp tác số|cụm số|cụm",
    "number": "số",
}
NUMBER_WORDS = "một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"

# Roads known by a number, which is their name.
ROUTES = {"ql": "quốc lộ|ql", "tl": "tỉnh lộ|tl|đường tỉnh|đt", "dh": "đường huyện|đh"}

# A thing that goes without saying beside another: a well is water, a lane a road.
UNDERSTOOD = {
    "road": "to fields|to plots|between|alley|flower road|trees|light|drain|pavement",
    "school": "kindergarten|primary|lower secondary|two levels",
    "water": "well|tank|water by house",
    "herbs": "codonopsis|ginseng|angelica|polyscias",
    "rubbish": "incinerator|rubbish point|rubbish cart",
    "power": "light",
    "paddy": "canal|reclaiming",
}

UNSAID_OF_ENDS = "đoạn|từ|nhà|ông|bà|anh|chị|hộ|số|gần"
