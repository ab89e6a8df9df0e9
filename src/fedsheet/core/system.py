"""Why the operating system did not let a file or an address be used, as a sentence of ours in either language."""

from __future__ import annotations

import errno

from fedsheet.core.notes import Remark

SAID = {
    errno.ENOSPC: "core.system_full", errno.EDQUOT: "core.system_full", errno.EACCES: "core.system_denied",
    errno.EPERM: "core.system_denied", errno.EROFS: "core.system_read_only", errno.ENOENT: "core.system_absent",
    errno.EISDIR: "core.system_folder", errno.ENOTDIR: "core.system_no_folder", errno.EEXIST: "core.system_exists",
    errno.EMFILE: "core.system_too_many", errno.ENFILE: "core.system_too_many", errno.EADDRINUSE: "core.system_taken",
    errno.EADDRNOTAVAIL: "core.system_not_here", errno.ENAMETOOLONG: "core.system_long_name",
}  # fmt: skip


def system(error: OSError) -> Remark:
    """What was in the way; what is seldom met is told by its code."""
    if error.errno is None:
        return Remark(text=str(error))
    key = SAID.get(error.errno)
    return Remark.of(key) if key else Remark.of("core.system_code", code=error.errno)
