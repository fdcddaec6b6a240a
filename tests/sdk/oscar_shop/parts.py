"""What oscar lets a shop bring along."""


class NoThumbnails:
    """Its products have no pictures."""

    def generate_thumbnail(self, source, **options):
        return source

    def delete_thumbnails(self, source):
        pass
