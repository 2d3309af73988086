"""Load the criteria sets of `criteria/definitions/` into the database; safe to run again."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from criteria.crosswalk_loading import load_crosswalks
from criteria.definition_files import FOLDER, DefinitionError, read_definitions
from criteria.definition_shapes import SetDefinition
from criteria.loading import load_definitions
from criteria.recognition_loading import load_rules, read_rules


class Command(BaseCommand):
    help = "Nạp các bộ tiêu chí từ tệp định nghĩa; chạy lại không đổi gì, không ghi đè mức đã kiểm chứng."

    def add_arguments(self, parser):
        parser.add_argument(
            "--folder", type=Path, default=FOLDER, help="Thư mục chứa các tệp .toml (mặc định: của dự án)."
        )

    def handle(self, *args, folder: Path, **options):
        try:
            definitions = read_definitions(folder)
        except DefinitionError as error:
            lines = "\n".join(error.problems)
            raise CommandError(f"Chưa nạp gì vì tệp định nghĩa có lỗi:\n{lines}", returncode=1) from None
        if not definitions:
            raise CommandError(f"Không có tệp định nghĩa .toml nào trong {folder}.", returncode=1)
        tallies = [*load_definitions(definitions), *load_rules(read_rules())]
        for tally in tallies:
            self.stdout.write(str(tally))
        for line in (line for tally in tallies for line in tally.kept):
            self.stdout.write(line)
        if links := load_crosswalks():
            self.stdout.write(f"Đối chiếu hai bộ tiêu chí: {links} cặp mới, chưa kiểm chứng")
        for line in filter(None, map(missing_indicators, definitions)):
            self.stdout.write(line)


def missing_indicators(definition: SetDefinition) -> str:
    """A sentence saying how many of the decision's indicators the file holds, "" when all."""
    loaded = sum(len(criterion.indicators) for criterion in definition.criteria)
    stated = definition.indicators_in_decision
    if loaded == stated:
        return ""
    total = f"{loaded}/{stated}" if stated else str(loaded)
    return f"{definition.short_name}: mới có {total} chỉ tiêu. {definition.note}"
