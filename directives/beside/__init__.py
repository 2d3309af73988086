"""What directives put beside the screens of `criteria`: orders, obstacles and who is in charge.

Everything here is for officers with a scope and the right to read directives; others get None, or the parts
everybody may read.
"""

from directives.beside.board import beside_board
from directives.beside.commune import beside_commune
from directives.beside.criterion import beside_criterion
from directives.beside.overview import beside_overview

__all__ = ["beside_board", "beside_commune", "beside_criterion", "beside_overview"]
