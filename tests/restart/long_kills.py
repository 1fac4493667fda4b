#!/usr/bin/env python3
"""200 kill -9, of one rank or of all, over sweeps that are begun, continued and extended.
timeout: 3600
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from kills import kills
from program import end

kills(200, seed=20)
end()
