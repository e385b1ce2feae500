#pragma once

#include "vision/codecs/codec.h"

namespace atelier::vision {

/// What reads these bytes. Throws Error that names what they are when nothing does.
const Codec& codecOf(std::string_view bytes, const std::string& name);

}  // namespace atelier::vision
