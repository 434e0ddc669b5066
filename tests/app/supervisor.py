"""Stands in for Home Assistant's Supervisor, as far as an app sees it: POST /discovery.

    supervisor.py PORT

prints each announcement as a line of JSON; it answers the first with 502, as a Supervisor does
that is busy with something else.
"""

import json
import sys

from aiohttp import web

_answers = iter([502])


async def discovery(request: web.Request) -> web.Response:
    shown = request.headers.get("Authorization")
    status = next(_answers, 200)
    print(json.dumps([status, shown, await request.json()]), flush=True)
    if status != 200:
        return web.json_response({"result": "error", "message": "busy"}, status=status)
    return web.json_response({"result": "ok", "data": {"uuid": "0" * 32}})


if __name__ == "__main__":
    app = web.Application()
    app.add_routes([web.post("/discovery", discovery)])
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
