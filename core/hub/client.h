#pragma once

#include "hub/choice.h"
#include "hub/requests.h"

#include <string>
#include <vector>

namespace atelier::hub {

/// The commit that the repository's revision stands at now. Throws Error saying what the hub answers.
std::string commitOf(Requests& requests, const Repository& repository, const Notes& notes, std::stop_token stop);

/// All files of a commit, page by page. Throws Error as above, and for names that would leave the repository's folder.
std::vector<RemoteFile> filesOf(Requests& requests, const Repository& repository, const std::string& commit,
                                const Notes& notes, std::stop_token stop);

/// Where a file of a commit is downloaded from.
std::string fileAddress(const Access& access, const Repository& repository, const std::string& commit,
                        const std::string& path);

/// The next page of a list, by the answer's Link header; empty: this was the last. Throws Error (Failure) where it is
/// on another host.
std::string nextPage(const HttpHead& head, const std::string& endpoint);

}  // namespace atelier::hub
