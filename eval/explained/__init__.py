# SPDX-License-Identifier: Apache-2.0
"""Labelled scenes whose findings a card explains."""
