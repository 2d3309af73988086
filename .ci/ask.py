"""Print the page at an address; exit 1 when nothing answers there yet."""

import sys
import urllib.error
import urllib.request

try:
    with urllib.request.urlopen(sys.argv[1], timeout=10) as answer:
        print(answer.read().decode())
except urllib.error.HTTPError as error:
    print(f"{sys.argv[1]} answered {error.code}")
except OSError as error:
    sys.exit(str(error))
