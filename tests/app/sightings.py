"""Prints `streaming` for each camera that is watched, and each plate once its sighting has ended.

sightings.py URL TOKEN
"""

import asyncio
import json
import secrets
import sys

import aiohttp


async def follow(url: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.ws_connect(f"{url}/api/v1/ws?nonce={secrets.token_hex(16)}", ssl=False) as socket,
    ):
        print("connected", flush=True)
        async for message in socket:
            told = json.loads(message.data)
            if told["type"] == "camera" and told["camera"]["state"] == "streaming":
                print("streaming", flush=True)
            if told["type"] == "sighting" and told["sighting"]["state"] == "ended":
                print(told["sighting"]["text"], flush=True)


if __name__ == "__main__":
    asyncio.run(follow(*sys.argv[1:]))
