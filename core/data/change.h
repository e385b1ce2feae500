#pragma once

#include "data/sample.h"

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::data {

/// What an editor does to one sample, in memory. Each keeps the sample valid: marks get their pictures, links their
/// words.

/// The next turn. Where it is not this role's turn, the last one takes the text if it says nothing yet, else an empty
/// turn of the other role comes between. The first question gets the marks for all files.
void addTurn(Sample& sample, Turn::Role role, const std::string& text);
/// This turn and all behind it, with the links into them.
void removeTurnsFrom(Sample& sample, std::size_t turn);

void removeRegions(Sample& sample, std::vector<int> regions);
/// Replaces the region's shape; its label, words and text stay, a mask of the old shape goes.
void moveRegion(Region& region, Region::Shape shape, std::vector<std::array<double, 2>> points);
/// The points of a region of shape Box.
std::vector<std::array<double, 2>> cornersOf(const Box& box);
/// Nothing where the region has this link already.
void link(Region& region, const Span& words);

/// A text without its marks and the white space around it.
std::string withoutMarks(const std::string& text);

}  // namespace atelier::data
