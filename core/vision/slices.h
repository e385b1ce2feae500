#pragma once

namespace atelier::vision {

/// A preprocessor of pictures or videos that gives a large picture as a whole and then in slices (MiniCPM-V).
class SlicingPreprocessor {
public:
    virtual ~SlicingPreprocessor() = default;
    /// How many slices of a picture or frame of this size stand side by side; 0: there are none.
    virtual int sliceColumns(int width, int height) const = 0;
};

}  // namespace atelier::vision
