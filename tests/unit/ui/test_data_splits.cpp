#include "pages_fixture.h"
