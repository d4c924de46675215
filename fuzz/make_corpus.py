"""Writes the seeds of fuzz/corpus/adapters: the samples of every adapter, and hostile records.

Run it after adding an adapter or a sample: the first byte of a seed counts adapters by name.
Files that a fuzzer found are kept under other names than seeds have (found-*).
"""
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
ADAPTERS = ROOT / "src/normalize/adapters"
OUT = ROOT / "fuzz/corpus/adapters"
NAMES = sorted(p.name for p in ADAPTERS.iterdir() if p.is_dir())
MAX_SAMPLES = 8  # of one adapter: the corpus is replayed on every test run

COORTWEET = "object_id,account_id,content_id,timestamp_share,kind\n"
TOOLKIT = "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n"
MAPPING = json.dumps({
    "platform": {"pointer": "/p", "const": "p"}, "post_id": {"pointer": ["/id", "/nr"]}, "author.id": "/who",
    "created_at": {"pointer": "/at", "format": "epoch_ms"}, "observed_at": "/seen", "text": {"pointer": "/t", "html": True},
    "action": {"pointer": "/type", "values": {"rt": "repost", "*": "post"}}, "repost_of": "/of",
    "urls": {"pointer": "/links", "items": "/href"}, "media": {"pointer": "/pics", "items": {"pdq": "/h", "kind": "/k"}},
}) + "\n"


def seed(adapter, record):
    """The bytes of one input: which adapter, then what it reads."""
    record = record if isinstance(record, bytes) else record.encode("utf-8")
    return bytes([ord("a") + NAMES.index(adapter)]) + record


def post(**members):
    base = {"platform": "x", "post_id": "1", "author": {"id": "2"}, "created_at": 1762194161}
    return json.dumps({**base, **members}, ensure_ascii=False)


def samples():
    for name in NAMES:
        files = [f for f in sorted((ADAPTERS / name / "samples").iterdir())
                 if f.suffix in (".json", ".csv") and not f.name.endswith(".post.json")]
        for file in files[:MAX_SAMPLES]:
            record = file.read_bytes()
            if name == "mapping":
                preset = ROOT / "config/mappings" / (file.name.split(".")[0] + ".json")
                record = json.dumps(json.loads(preset.read_text("utf-8"))).encode("utf-8") + b"\n" + record
            if name.startswith("csv"):
                lines = record.split(b"\n")
                record = lines[0] + b"\n" + lines[1]
            yield f"{name}-{file.name.replace('.', '-')}", seed(name, record)


def hostile_canonical():
    deep = "[" * 200 + "]" * 200
    yield "many-hashtags", post(hashtags=[f"t{i}" for i in range(5000)])
    yield "many-urls", post(urls=[f"https://a{i}.example/" for i in range(500)])
    yield "many-redirects", post(urls=[{"url": "https://a.example/", "redirects": [f"https://r{i}.example/" for i in range(99)]}])
    yield "long-url", post(urls=["https://a.example/" + "x" * 3000])
    yield "hostile-urls", post(urls=["https://", "http://[::1", "//a", "https://a\u0000b", "javascript:0", "https://%", "https://xn--/",
                                     "https://user:pw@a.example:99999/..//?utm_source=&&#", "https://1.2.3.4google.com", "HTTP://EXÄMPLE.example"])
    yield "nested", post()[:-1] + ',"x":' + deep + "}"
    yield "nested-text", post(text="x")[:-1] + ',"author":' + deep + "}"
    yield "invalid-utf8", post(text="@").encode().replace(b"@", b"\xff\xfe\xc3\x28\xed\xa0\x80")
    yield "lone-surrogate", post()[:-1] + ',"text":"\\ud800 and \\udc00"}'
    yield "ids-with-quotes", post(post_id='"\n\r\t\u0000\\', author={"id": "a:b\"\u2028"})
    yield "long-ids", post(post_id="i" * 1024, author={"id": "i" * 1025})
    yield "numbers-as-ids", post(post_id=-1, author={"id": 18446744073709551615}, repost_of=9007199254740993)
    yield "huge-number", post()[:-1] + ',"engagement":{"likes":123456789012345678901234567890}}'
    yield "huge-float", post(created_at=1e308)
    yield "float-id", post()[:-1] + ',"post_id":1e19}'
    yield "nan-date", post()[:-1] + ',"created_at":NaN}'
    yield "nan-text-date", post(created_at="NaN")
    yield "dates-off-the-calendar", post(created_at="2025-02-30T25:61:61Z", observed_at="0000-00-00T00:00:00Z")
    yield "year-zero", post(created_at="0000-01-01T00:00:00Z")
    yield "year-9999", post(created_at="9999-12-31T23:59:60+23:59")
    yield "epoch-min", post(created_at=-9223372036854775808)
    yield "epoch-max", post(created_at=9223372036854775807)
    yield "time-ahead", post(created_at="2037-12-31T23:59:59Z", observed_at="2025-01-01T00:00:00Z")
    yield "all-wrong-types", '{"platform":1,"post_id":{},"author":[],"created_at":true,"urls":1,"media":"","text":[]}'
    yield "null-everything", json.dumps({k: None for k in ("platform", "post_id", "author", "created_at", "text", "urls", "infra", "ml")})
    yield "repeated-members", '{"author":{"id":"1"},"author":7,"author":{"id":"2"},"platform":"a","platform":"b","post_id":1,"created_at":1762194161}'
    yield "zalgo", post(text="Z" + "\u0301\u0489" * 500 + "\u200b\u200d\ufeff\u202e" * 50)
    yield "confusables", post(text="раypаl ｆｒｅｅ 𝐦𝐨𝐧𝐞𝐲 ⓝⓞⓦ", hashtags=["#ЅаvеTram", "＃x", "#"])
    yield "html", post(text="<p>a<br>b</p><script>x</script><a href='https://a.example'>l</a>&amp;&#x110000;&#0;<" + "<p" * 200)
    yield "long-text", post(text="ä" * 4000)
    yield "placeholders", post(text="<u> <m> <n> @a #b https://c.example 12345 " * 20)
    yield "bad-hashes", post(media=[{"pdq": "zz"}, {"pdq": "0" * 63}, {"pdq": "0" * 64, "dhash": "g" * 16}, {"sha256": "x"}])
    yield "bad-addresses", post(infra={"ip": "999.1.1.1", "registration_ip": "::ffff:10.0.0.1", "asn": 4294967296, "ja4": "t" * 5000})
    yield "platform-with-colon", post(platform="a:b")
    yield "envelope-in-envelope", '{"specversion":"1.0","subject":"a/b/c","time":1762194161,"data":{"specversion":"1.0","data":{}}}'
    yield "envelope-string-data", '{"specversion":"1.0","subject":"/","data":"{}"}'
    yield "array", "[" + post() + "]"
    yield "empty", ""
    yield "blank", " \n\t"
    yield "byte-order-mark", b"\xef\xbb\xbf" + post().encode()
    yield "nul-bytes", b"\x00" * 64


def hostile_others():
    yield "csv_coortweet", "open-quote", COORTWEET + '"o,u,c,1,url'
    yield "csv_coortweet", "stray-quote", COORTWEET + 'o,u"x"y,c,1,url'
    yield "csv_coortweet", "many-cells", COORTWEET + "," * 3000
    yield "csv_coortweet", "two-rows", COORTWEET + "o,u,c,1762194161,url\no,u,c,1762194161,url"
    yield "csv_coortweet", "long-object", COORTWEET + "o" * 3000 + ",u,c,1762194161,text"
    yield "csv_coortweet", "binary", COORTWEET.encode() + bytes(range(256))
    yield "csv_coortweet", "odd-kind", COORTWEET + 'o,u,c,1762194161,"a:b""c"'
    yield "csv_coortweet", "nan-time", COORTWEET + "o,u,c,nan,url"
    yield "csv_coortweet", "bad-header", '"object_id,account_id'
    yield "csv_coortweet", "repeated-header", "kind," + COORTWEET + "a,o,u,c,1762194161,b"
    yield "csv_toolkit", "many-urls", TOOLKIT + "m,u,,,,t,1762194161," + " ".join(f"https://a{i}.example" for i in range(400))
    yield "csv_toolkit", "line-breaks", TOOLKIT + 'm,u,,,,"a\r\nb\n\n""c""",1762194161, \t '
    yield "csv_toolkit", "huge-time", TOOLKIT + "m,u,,,,t,1e400,"
    yield "mapping", "all-kinds-of-rules", MAPPING + '{"id":7,"who":"w","at":1762194161000,"seen":"x","t":"<b>","type":"rt","of":6,"links":[{"href":"https://a.example"},7],"pics":[{"h":"00"},{}]}'
    yield "mapping", "lists-that-are-none", MAPPING + '{"id":7,"who":"w","at":"1762194161000","links":7,"pics":{"h":"0"}}'
    yield "mapping", "time-overflow", MAPPING + '{"id":7,"who":"w","at":9223372036854775807}'
    yield "mapping", "not-json", "{\n{}"
    yield "mapping", "bad-pointer", '{"post_id":"/a~","author.id":"/b","created_at":"/c","platform":{"const":"x"}}\n{"a":1}'
    yield "mapping", "numeric-pointer", '{"post_id":"/0/-","author.id":"/99999999999999999999","created_at":"//","platform":{"const":"x"}}\n[1]'
    yield "mapping", "records", '{"records":"","post_id":"/i","author.id":"/i","created_at":"/i","platform":{"const":"x"}}\n[{"i":1762194161},{},7,[]]'
    yield "mapping", "huge-constant", '{"post_id":"/a","author.id":"/b","created_at":"/c","platform":{"const":1e999}}\n{}'


def hostile_shapes():
    """A foreign or broken shape for each JSON adapter."""
    for name in NAMES:
        if name.startswith("csv") or name in ("mapping", "canonical"):
            continue
        yield name, "foreign", post()
        yield name, "empty-object", "{}"
        yield name, "nested", "[" * 200 + "]" * 200
        yield name, "invalid-utf8", b'{"id":"\xff"}'


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        if not old.name.startswith("found-"):
            old.unlink()
    seeds = dict(samples())
    seeds.update((f"hostile-canonical-{name}", seed("canonical", record)) for name, record in hostile_canonical())
    for source in (hostile_others(), hostile_shapes()):
        seeds.update((f"hostile-{adapter}-{name}", seed(adapter, record)) for adapter, name, record in source)
    for name, content in seeds.items():
        (OUT / name).write_bytes(content)
    print(f"{len(seeds)} seeds in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
