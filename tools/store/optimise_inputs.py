"""Store pictures of what hidden units of networks on images answer to: ``optimise_inputs.py FILE``.

Nine networks are trained, about a minute.
"""

import sys
from pathlib import Path

from fc.chapters.images.pictures import draw_pictures, save_pictures

if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).parent.is_dir():
        sys.exit("Name the file to write, in a folder that exists.")
    save_pictures(draw_pictures(), Path(sys.argv[1]))
