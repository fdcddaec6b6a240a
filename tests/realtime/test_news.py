"""Which conversations changed since a page was read."""

from mostrador.realtime.news import EVERYTHING, KEPT, News


def test_a_page_hears_what_changed_after_it_once_and_nothing_of_other_shops() -> None:
    news = News()
    news.note("shop_lola", "cnv_before")
    stamp = news.stamp("shop_lola")
    assert news.since("shop_lola", stamp) == []
    for conversation in ("cnv_a", "cnv_b", "cnv_a"):
        news.note("shop_lola", conversation)
    news.note("shop_other", "cnv_c")
    assert sorted(news.since("shop_lola", stamp)) == ["cnv_a", "cnv_b"]


def test_a_change_without_a_conversation_moves_the_stamp() -> None:
    news = News()
    stamp = news.stamp("shop_lola")
    news.note("shop_lola", None)
    assert news.stamp("shop_lola") != stamp


def test_whoever_was_away_too_long_or_since_before_a_restart_reads_everything() -> None:
    news = News()
    news.note("shop_lola", "cnv_first")
    stamp = news.stamp("shop_lola")
    for number in range(KEPT + 1):
        news.note("shop_lola", f"cnv_{number}")
    assert news.since("shop_lola", stamp) == [EVERYTHING]
    assert news.since("shop_lola", News().stamp("shop_lola")) == [EVERYTHING]
    for nonsense in ("", "x", "1.x", f"{stamp}0x"):
        assert news.since("shop_lola", nonsense) == [EVERYTHING]
