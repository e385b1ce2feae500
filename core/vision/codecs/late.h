#pragma once

#include "vision/codecs/codec.h"

namespace atelier::vision {

/// What a part of the program that is loaded when it is needed gives: libatelier_heif.so and libatelier_jpeg2000.so,
/// each with the one library of its kind. `extern "C" const LateCodec* atelierLateCodec()` is its entry.
struct LateCodec {
    Header (*probe)(std::string_view bytes, const std::string& name);
    Decoded (*decode)(std::string_view bytes, const std::string& name, GreyWindow window);
};

}  // namespace atelier::vision
