#!/usr/bin/env python3
"""A few kills of what long_kills.py kills 200 times.
timeout: 240
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from kills import kills
from program import end

kills(8, seed=1)
end()
