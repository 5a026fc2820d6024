# SPDX-License-Identifier: Apache-2.0
"""Made-up organisations whose calls have the structure of real trails."""
