import asyncio

from placa_engine.publisher import CAPACITY, Publisher, Removed


async def test_everybody_hears_everything_in_order() -> None:
    publisher = Publisher()
    with publisher.listening() as one, publisher.listening() as other:
        publisher.publish(Removed("a"))
        publisher.publish(Removed("b"))
        assert [await one.take(), await one.take()] == ["a", "b"]
        assert [await other.take(), await other.take()] == ["a", "b"]


async def test_nobody_hears_what_was_before_or_after() -> None:
    publisher = Publisher()
    publisher.publish(Removed("before"))
    with publisher.listening() as listener:
        publisher.publish(Removed("now"))
    publisher.publish(Removed("after"))
    assert await listener.take() == "now"
    assert listener._items.empty()


async def test_who_does_not_keep_up_is_given_up_and_holds_up_nobody() -> None:
    publisher = Publisher()
    with publisher.listening() as slow, publisher.listening() as quick:
        for number in range(CAPACITY + 1):
            publisher.publish(Removed(str(number)))
            assert await quick.take() == str(number)
        await asyncio.wait_for(slow.given_up(), 5)
        assert not quick._too_slow.is_set()
