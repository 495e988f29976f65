"""Print as JSON what Python's email package sees in a message, for
test_compose: a second reader beside our own."""
import email
import email.policy
import hashlib
import json
import sys

with open(sys.argv[1], "rb") as f:
    raw = f.read()
m = email.message_from_bytes(raw, policy=email.policy.default)


def people(name):
    return [[a.display_name, a.addr_spec] for h in m.get_all(name, [])
            for a in h.addresses]


def walk(part):
    row = {"type": part.get_content_type()}
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        row["parts"] = [walk(p) for p in part.iter_parts()]
        return row
    row["name"] = part.get_filename()
    row["disposition"] = part.get_content_disposition()
    row["cid"] = part["Content-ID"] and str(part["Content-ID"])
    if part.get_content_maintype() == "text" and row["name"] is None:
        row["text"] = part.get_content().replace("\r\n", "\n")
    elif part.get_content_maintype() != "message":
        row["sha256"] = hashlib.sha256(
            part.get_payload(decode=True)).hexdigest()
    return row


print(json.dumps({
    "subject": m["Subject"], "from": people("From"), "to": people("To"),
    "cc": people("Cc"), "date": m["Date"].datetime.isoformat(),
    "references": (m["References"] or "").split(),
    "in_reply_to": m["In-Reply-To"], "message_id": m["Message-ID"],
    "auto": m["Auto-Submitted"], "body": walk(m),
    "defects": [str(d) for p in m.walk() for d in p.defects]
    + [str(d) for v in m.values() for d in getattr(v, "defects", [])],
}))
