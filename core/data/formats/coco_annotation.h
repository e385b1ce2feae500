#pragma once

#include "data/formats/loose.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace atelier::data {

/// COCO's categories as classes, over several files.
class CocoClasses {
public:
    /// Adds a list of categories. Ids may be text or numbers; one that is no whole number from 0 up gets a free number.
    void read(const Json& categories, const std::string& where, ImportReport& report);
    /// The class that an annotation's `category_id` names in the file that was read last; none: it is not there.
    const DatasetClass* find(const std::string& id) const;
    const std::vector<DatasetClass>& list() const { return classes_; }

private:
    void add(const Json& category, const std::string& where, ImportReport& report);

    std::vector<DatasetClass> classes_;
    std::map<std::string, std::size_t> byId_;
};

/// A region of an annotation, with its box, outlines, mask, keypoints and metadata. What is not used is counted in the
/// report. Throws Error without a place when the annotation has no place on its image.
Region cocoRegion(const Json& annotation, const CocoClasses& classes, ImportReport& report, const std::string& where);

/// Categories of what is written: the dataset's classes, then labels that are none of them.
class CocoCategories {
public:
    explicit CocoCategories(const std::vector<DatasetClass>& classes);
    /// Of a region's label; counts its keypoints where its class names none.
    std::int64_t numberOf(const Region& region);
    Json json() const;

private:
    std::vector<DatasetClass> classes_;
    std::map<std::string, std::size_t> byName_;
};

Json cocoAnnotation(const Region& region, std::int64_t id, const Json& image, std::int64_t category);
/// The keys of an annotation that have a meaning of their own.
const KeySet& cocoAnnotationKeys();

}  // namespace atelier::data
