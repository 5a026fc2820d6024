# SPDX-License-Identifier: Apache-2.0
"""Certificates for tests, and files that are replaced as a cluster does."""

import pathlib
import subprocess


class Authority:
    """Makes certificates in a folder, with the openssl command."""

    def __init__(self, folder, name):
        self.folder, self.name = pathlib.Path(folder), name
        self.folder.mkdir(exist_ok=True)
        self._openssl(
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={name}"),
            *("-keyout", self.path(name, "key"), "-out", self.path(name, "crt")),
        )

    @property
    def certificate(self):
        return self.path(self.name, "crt")

    def path(self, name, kind):
        return self.folder / f"{name}.{kind}"

    def issue(self, name, alternative_names, days=2):
        """Key and certificate, the latter expired if `days` is negative."""
        self._openssl(
            *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-subj", f"/CN={name}"),
            *("-keyout", self.path(name, "key"), "-out", self.path(name, "csr")),
        )
        extensions = self.path(name, "ext")
        extensions.write_text(f"subjectAltName={alternative_names}\n")
        validity = (
            ("-days", str(days))
            if days >= 0
            else ("-not_before", "20200101000000Z", "-not_after", "20200102000000Z")
        )
        command = ("x509", "-req", "-in", self.path(name, "csr"), "-CAcreateserial")
        if days < 0:
            self._issue_in_the_past(name, extensions)
        else:
            self._openssl(
                *command,
                *("-CA", self.certificate, "-CAkey", self.path(self.name, "key")),
                *("-extfile", extensions, *validity, "-out", self.path(name, "crt")),
            )
        return self.path(name, "key"), self.path(name, "crt")

    def _issue_in_the_past(self, name, extensions):
        """`openssl x509` knows no past; `openssl ca` does."""
        database = self.folder / "ca"
        database.mkdir()
        (database / "index.txt").touch()
        (database / "serial").write_text("01\n")
        config = self.folder / "ca.conf"
        config.write_text(
            "[ca]\ndefault_ca=d\n[d]\n"
            f"database={database}/index.txt\nserial={database}/serial\n"
            f"new_certs_dir={database}\ndefault_md=sha256\npolicy=p\n"
            "[p]\ncommonName=supplied\n"
        )
        self._openssl(
            *("ca", "-batch", "-config", config, "-in", self.path(name, "csr")),
            *("-cert", self.certificate, "-keyfile", self.path(self.name, "key")),
            *("-startdate", "20200101000000Z", "-enddate", "20200102000000Z"),
            *("-extfile", extensions, "-notext", "-out", self.path(name, "crt")),
        )

    @staticmethod
    def _openssl(*arguments):
        subprocess.run(
            ["openssl", *map(str, arguments)], check=True, capture_output=True
        )


def replace(path, content):
    """At once, as the files of a Kubernetes Secret change."""
    new = path.with_name(path.name + ".new")
    new.write_bytes(content)
    new.rename(path)
