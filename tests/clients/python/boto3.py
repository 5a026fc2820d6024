# SPDX-License-Identifier: Apache-2.0
"""S3 in a folder, in the place of boto3: FAKE_S3 names the folder, which has one for each bucket."""

import os
import pathlib


class FakeS3:
    def get_object(self, Bucket, Key):
        path = pathlib.Path(os.environ["FAKE_S3"]) / Bucket / Key
        return {"Body": path.open("rb")}


def client(service):
    assert service == "s3"
    return FakeS3()
