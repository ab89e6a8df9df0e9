"""The Fed's statement (H.4.1) and double-entry accounts that must balance."""
