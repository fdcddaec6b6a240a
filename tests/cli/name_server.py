"""A name server on this machine."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from mostrador.gateways.dns import Names


@contextmanager
def name_server(*records: str) -> Iterator[Names]:
    """Knows what these lines say, such as `loza.example. MX 10 mx.loza.example.`, and nothing else."""
    known: dict[tuple[str, str], list[str]] = {}
    for record in records:
        name, kind, content = record.split(None, 2)
        known.setdefault((name, kind), []).append(content)
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                asked, who = line.recvfrom(4096)
            except OSError:
                return
            if not asked:
                return
            query = dns.message.from_wire(asked)
            reply = dns.message.make_response(query)
            name, kind = query.question[0].name.to_text(), dns.rdatatype.to_text(query.question[0].rdtype)
            if found := known.get((name, kind)):
                reply.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *found))
            elif not any(each == name for each, _ in known):
                reply.set_rcode(dns.rcode.NXDOMAIN)
            line.sendto(reply.to_wire(), who)

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield Names(line.getsockname())
    finally:
        line.sendto(b"", line.getsockname())  # wakes it, so that it ends
        thread.join()
        line.close()
