#pragma once

namespace atelier::ui {

class Studio;

/// Puts into the open project what the starter needs: the starter model and, in a job, its drawn datasets; the first
/// recipe if there is none. What is there already stays.
void prepareStarter(Studio& studio);

}  // namespace atelier::ui
