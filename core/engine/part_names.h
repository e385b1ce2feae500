#pragma once

#include "models/vision_language_model.h"

#include <stdexcept>

namespace atelier::engine {

/// "vision tower", "projector", "language model"
inline const char* partName(models::Part part) {
    switch (part) {
        case models::Part::VisionTower:
            return "vision tower";
        case models::Part::Projector:
            return "projector";
        case models::Part::LanguageModel:
            return "language model";
    }
    throw std::logic_error("part");
}

}  // namespace atelier::engine
