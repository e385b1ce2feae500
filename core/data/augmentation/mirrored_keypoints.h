#pragma once

#include "data/sample.h"
#include "vision/augment/homography.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace atelier::data {

/// For each keypoint the one that takes its place in a mirror: "left_eye" and "right_eye" change places, and so do
/// "LeftEye", "eye-left", "l_eye" and "eye.L" with theirs; others stay.
std::vector<std::size_t> mirroredOrder(const std::vector<std::string>& names);

/// mirroredOrder() of classes, by name and number of keypoints. Classes where nothing changes places are not in it.
using MirroredKeypoints = std::map<std::pair<std::string, std::size_t>, std::vector<std::size_t>>;
void addMirrored(MirroredKeypoints& mirrored, const std::vector<DatasetClass>& classes);

/// Whether what turned to the left turns to the right: of a flip, not of a rotation.
bool mirrors(const vision::Homography& map);
/// After a mirror: keypoints with a side are those of the other side now.
void exchangeSides(Region& region, const MirroredKeypoints& mirrored);

}  // namespace atelier::data
