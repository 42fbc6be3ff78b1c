"""An authenticator in software: what a phone or security key answers (WebAuthn level 2, "none")."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftKey:
    """Holds one resident credential and verifies its user."""

    def __init__(self, origin: str = "https://testserver") -> None:
        self.origin = origin
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = hashlib.sha256(origin.encode()).digest()
        self._user_handle = b""
        self._uses = 0

    def create(self, options: dict[str, Any]) -> str:
        """The `credential` field for `navigator.credentials.create` with these options."""
        public = options["publicKey"]
        self._user_handle = bytes_of(public["user"]["id"])
        cose: Any = ES256
        key = cbor.encode(cose.from_cryptography_key(self._key.public_key()))
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + key
        data = self._authenticator_data(public["rp"]["id"], ATTESTED) + attested
        return self._answer(
            {
                "clientDataJSON": _text(self._client_data("webauthn.create", public["challenge"])),
                "attestationObject": _text(
                    cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
                ),
            },
            {"credProps": {"rk": True}},
        )

    def get(self, options: dict[str, Any]) -> str:
        """The `credential` field for `navigator.credentials.get` with these options."""
        public = options["publicKey"]
        data = self._authenticator_data(public["rpId"])
        client_data = self._client_data("webauthn.get", public["challenge"])
        signature = self._key.sign(
            data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            {
                "clientDataJSON": _text(client_data),
                "authenticatorData": _text(data),
                "signature": _text(signature),
                "userHandle": _text(self._user_handle),
            },
            {},
        )

    def _authenticator_data(self, rp_id: str, flags: int = 0) -> bytes:
        self._uses += 1
        return (
            hashlib.sha256(rp_id.encode()).digest()
            + bytes([USER_PRESENT | USER_VERIFIED | flags])
            + self._uses.to_bytes(4, "big")
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _answer(self, response: dict[str, str], extensions: dict[str, Any]) -> str:
        return json.dumps(
            {
                "id": _text(self.credential_id),
                "rawId": _text(self.credential_id),
                "type": "public-key",
                "authenticatorAttachment": "platform",
                "clientExtensionResults": extensions,
                "response": response,
            }
        )
