from accounts.record.append import ACCOUNTS, digest_of, record

__all__ = ["ACCOUNTS", "digest_of", "record"]
