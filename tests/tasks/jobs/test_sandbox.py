"""The sandbox's notices, posted to a real server."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl

import pytest
import requests

from tasks.jobs import sandbox
from tests.fixtures.background import serving

DATA = {"orderid": "1-1", "amount": "5", "sign": "签名 &="}


@pytest.fixture
def shop(configure):
    """A merchant that answers with `shop.answer` and records the notices."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            shop.told.append((self.path, dict(parse_qsl(body))))
            status, text = shop.answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    shop = HTTPServer(("127.0.0.1", 0), Handler)
    shop.told, shop.answer = [], (200, "success")
    with serving(shop) as url:
        configure("service", public_url=url)
        yield shop


def test_delivers(ctx, shop):
    sandbox.notify(ctx, DATA)
    assert shop.told == [("/payresult/Paybackend", DATA)]


@pytest.mark.parametrize("answer", [(400, "fail"), (200, "fail"), (200, "success "), (302, "")])
def test_comes_again_until_it_is_taken(ctx, shop, answer):
    shop.answer = answer
    with pytest.raises(sandbox.NotTaken):
        sandbox.notify(ctx, DATA)
    sandbox.notify(ctx, DATA, once=True)


def test_nobody_there(ctx, configure):
    configure("service", public_url="http://127.0.0.1:9")
    with pytest.raises(requests.ConnectionError):
        sandbox.notify(ctx, DATA)
