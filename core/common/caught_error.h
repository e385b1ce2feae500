#pragma once

#include "common/error.h"

namespace atelier {

/// The exception being handled, whatever its type, as an Error: to be called inside a catch block. What is no Error, no
/// trouble with files and no lack of memory is a bug and says so.
Error caughtError();

}  // namespace atelier
