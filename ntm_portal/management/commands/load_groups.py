"""Create the officers' groups with their permissions; running it again changes nothing."""

from django.core.management.base import BaseCommand, CommandError

from ntm_portal.groups import load_groups


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        try:
            loaded = load_groups()
        except LookupError as error:
            raise CommandError(f"Chưa có quyền {error}; chạy lệnh migrate trước.") from error
        new, added = sum(group.is_new for group in loaded), sum(group.added for group in loaded)
        self.stdout.write(f"Nhóm quyền: {new} mới, {len(loaded) - new} đã có, thêm {added} quyền")
