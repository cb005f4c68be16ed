"""A company's image: taken and drawn anew without anything hidden in it, or refused by the name of its fault."""

import subprocess
import sys
import time
from io import BytesIO

import pytest
from PIL import Image

from tests.profile.pictures import HIDDEN, MOVING, TAKEN, TOO_LARGE, UNREADABLE, logo, with_exif, written
from tests.profile.test_contacts import closed_rival
from tests.support.cast import NOW, again, by, enter
from tests.support.proofs import refused, unchanged
from tokenstock.accounts.access import Actor, NotAllowed
from tokenstock.accounts.models import Account
from tokenstock.audit.models import Record
from tokenstock.kernel.errors import Refusal
from tokenstock.profile.images import ENCODED_MAX, HEIGHT, UPLOAD_MAX, WIDTH, encode
from tokenstock.profile.models import BrandImage
from tokenstock.profile.refusals import ImageAnimated, ImageTooHeavy, ImageTooLarge, ImageUnreadable
from tokenstock.profile.selectors import brand_content
from tokenstock.profile.services import AccountClosed, remove_brand_image, set_brand_image

REFUSED: list[tuple[str, type[Refusal]]] = [
    *((name, ImageUnreadable) for name in UNREADABLE),
    *((name, ImageTooLarge) for name in TOO_LARGE),
    *((name, ImageAnimated) for name in MOVING),
]
FILES = UNREADABLE | TOO_LARGE | MOVING | TAKEN
SECONDS, MEGABYTES = 5, 300

MEASURE = """
import resource, sys
from tokenstock.kernel.errors import Refusal
from tokenstock.profile.images import encode
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    encode(data)
except Refusal:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def show(account: Account, data: bytes) -> None:
    set_brand_image(actor=by(account), account=account, data=data, now=NOW)


@pytest.mark.parametrize(("name", "refusal"), REFUSED, ids=[name for name, _ in REFUSED])
def test_what_is_no_small_still_image_is_refused_by_the_name_of_its_fault(
    db: None, name: str, refusal: type[Refusal]
) -> None:
    cast = enter()
    data = FILES[name]()
    started = time.monotonic()

    with refused(refusal):
        show(cast.partner, data)

    assert len(data) <= UPLOAD_MAX
    assert time.monotonic() - started < SECONDS


def test_a_file_above_a_megabyte_is_not_even_looked_at() -> None:
    with pytest.raises(ImageTooHeavy) as caught:
        encode(b"\0" * (UPLOAD_MAX + 1))

    assert (caught.value.bytes, caught.value.most) == (UPLOAD_MAX + 1, 1_000_000)


@pytest.mark.parametrize("name", list(TAKEN))
def test_what_is_taken_is_drawn_anew_with_nothing_in_it_but_the_picture(name: str) -> None:
    data = TAKEN[name]()

    encoded = encode(data)

    drawn = Image.open(BytesIO(encoded.content))
    drawn.load()
    assert (drawn.format, drawn.size, drawn.info) == ("PNG", (encoded.width, encoded.height), {})
    assert encoded.width <= WIDTH
    assert encoded.height <= HEIGHT
    assert len(encoded.content) <= ENCODED_MAX
    assert drawn.mode in ("RGB", "RGBA")
    assert b"script" not in encoded.content
    assert HIDDEN not in encoded.content
    assert encoded.content.endswith(b"IEND\xaeB`\x82")


def test_an_image_keeps_its_proportions_and_is_never_made_larger() -> None:
    wide, high, small = (encode(written(logo(*size), "PNG")) for size in ((1200, 100), (100, 1600), (48, 16)))

    assert (wide.width, wide.height) == (480, 40)
    assert (high.width, high.height) == (10, 160)
    assert (small.width, small.height) == (48, 16)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_an_image_that_lies_on_its_side_is_put_upright(kind: str) -> None:
    upright = Image.open(BytesIO(encode(with_exif(kind)).content))

    # The dark half was on the left; a quarter turn clockwise brings it to the top.
    top, bottom = upright.getpixel((upright.width // 2, 5)), upright.getpixel((upright.width // 2, upright.height - 5))
    assert upright.height > upright.width
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert sum(top) < 200
    assert sum(bottom) > 600


def test_sixteen_bits_of_grey_become_eight() -> None:
    light = Image.new("I;16", (20, 20), 0xC000)

    drawn = Image.open(BytesIO(encode(written(light, "PNG")).content))

    assert drawn.getpixel((0, 0)) == (0xC0, 0xC0, 0xC0)


def test_what_is_seen_through_stays_so() -> None:
    drawn = Image.open(BytesIO(encode(TAKEN["PNG of a palette with a hole"]()).content))

    assert drawn.mode == "RGBA"
    lowest, _highest = drawn.getchannel("A").getextrema()
    assert lowest == 0


@pytest.mark.parametrize("name", ["13,000 times 13,000", "a WebP of 3,000 pictures", "as large as it may be"])
def test_no_file_takes_more_than_three_hundred_megabytes(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE], input=FILES[name](), capture_output=True, check=True)

    assert int(done.stdout) < MEGABYTES


@pytest.mark.django_db
class TestShowing:
    """Who shows an image, and what is kept of it."""

    def test_an_image_is_kept_under_its_digest_and_recorded_by_it(self) -> None:
        cast = enter()

        show(cast.partner, written(logo(), "PNG"))

        kept = BrandImage.objects.get(account=cast.partner)
        record = Record.objects.latest("id")
        assert again(cast.partner).brand_digest == kept.digest
        assert (record.action, record.detail) == ("brand.changed", {"before": "", "after": kept.digest})
        assert brand_content(account=cast.partner, digest=kept.digest) == bytes(kept.content)
        assert brand_content(account=cast.partner, digest="0" * 64) is None
        assert brand_content(account=cast.rival, digest=kept.digest) is None

    def test_another_takes_its_place_and_the_same_again_writes_nothing(self) -> None:
        cast = enter()
        show(cast.partner, written(logo(), "PNG"))
        first = again(cast.partner).brand_digest
        show(cast.partner, written(logo(30, 30), "JPEG"))
        second = again(cast.partner).brand_digest

        with unchanged():
            show(cast.partner, written(logo(30, 30), "JPEG"))

        assert Record.objects.latest("id").detail == {"before": first, "after": second}
        assert brand_content(account=cast.partner, digest=first) is None

    def test_it_is_removed_and_twice_removed_writes_nothing_more(self) -> None:
        cast = enter()
        show(cast.partner, written(logo(), "PNG"))
        digest = again(cast.partner).brand_digest

        remove_brand_image(actor=by(cast.partner), account=cast.partner, now=NOW)
        with unchanged():
            remove_brand_image(actor=by(cast.partner), account=cast.partner, now=NOW)

        record = Record.objects.latest("id")
        assert (again(cast.partner).brand_digest, BrandImage.objects.count()) == ("", 0)
        assert (record.action, record.detail) == ("brand.removed", {"before": digest})

    @pytest.mark.parametrize("who", ["vendor", "distributor", "rival", "customer"])
    def test_nobody_else_shows_or_removes_it(self, who: str) -> None:
        cast = enter()
        show(cast.partner, written(logo(), "PNG"))
        actor = by(getattr(cast, who))

        with refused(NotAllowed):
            set_brand_image(actor=actor, account=cast.partner, data=written(logo(9, 9), "PNG"), now=NOW)
        with refused(NotAllowed):
            remove_brand_image(actor=actor, account=cast.partner, now=NOW)

    def test_neither_does_a_user_who_is_no_admin_nor_a_customer(self) -> None:
        cast = enter()
        user = Actor("user@example.com", cast.partner.id, cast.partner.type, is_admin=False)

        with refused(NotAllowed):
            set_brand_image(actor=user, account=cast.partner, data=written(logo(), "PNG"), now=NOW)
        with refused(NotAllowed):
            show(cast.customer, written(logo(), "PNG"))

    def test_a_closed_account_shows_nothing_new(self) -> None:
        cast = closed_rival()

        with refused(AccountClosed):
            show(cast.rival, written(logo(), "PNG"))
