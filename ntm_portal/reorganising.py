"""Who is asked when communes are reorganised: `communes` may not know the apps that hold rows of them."""

import communes.reorganising_villages
import criteria.reorganising
import directives.reorganising
import funding.reorganising
from ntm_portal import reorganisation_telling

FOLLOWERS = (
    communes.reorganising_villages,
    criteria.reorganising,
    directives.reorganising,
    funding.reorganising,
    reorganisation_telling,
)
