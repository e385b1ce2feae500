#pragma once

#include "common/json.h"
#include "data/sample.h"

namespace atelier::data {

/// "box", "rotated_box", "polygon", "circle", "line" or "point".
std::string nameOf(Region::Shape shape);

/// All of a sample as one JSON object: what undo keeps, and a line of the format "atelier". Fields at their default are
/// left out. Numbers come back bit-equal.
Json toJson(const Sample& sample);
/// Throws Error naming `where` and the key: a wrong type, an unknown name, and what requireValid() refuses.
Sample sampleFromJson(const Json& json, const std::string& where);
/// The same without requireValid(): what was stored must come back, even where it needs mending.
Sample uncheckedSampleFromJson(const Json& json, const std::string& where);

/// What few have, as the keys that they add to the object of their sample, turn or region; empty: nothing.
Json detailsOf(const Sample& sample);
Json detailsOf(const Turn& turn);
Json detailsOf(const Region& region);
/// Sets what detailsOf() gave. Throws Error naming `where` and the key for a wrong type.
void readDetails(const Json& json, Sample& sample, const std::string& where);
void readDetails(const Json& json, Turn& turn, const std::string& where);
void readDetails(const Json& json, Region& region, const std::string& where);

/// A dataset's list of classes, both ways.
Json toJson(const std::vector<DatasetClass>& classes);
std::vector<DatasetClass> classesFromJson(const Json& json, const std::string& where);

}  // namespace atelier::data
