"""Who is asked when communes are reorganised: `communes` may not know the apps that hold rows of them."""

import criteria.reorganising
import directives.reorganising
import funding.reorganising

FOLLOWERS = (criteria.reorganising, directives.reorganising, funding.reorganising)
