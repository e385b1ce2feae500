# The parts of OpenCV 4 that COMPONENTS names, as targets opencv_<part>. Debian's own OpenCVConfig.cmake comes with libopencv-dev
# alone, which needs all of OpenCV and 170 packages; the parts' own packages carry headers and libraries only.
find_path(OpenCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
set(_required OpenCV_INCLUDE_DIR)
foreach(_part IN LISTS OpenCV_FIND_COMPONENTS)
    find_library(OpenCV_${_part}_LIBRARY opencv_${_part})
    list(APPEND _required OpenCV_${_part}_LIBRARY)
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenCV REQUIRED_VARS ${_required} REASON_FAILURE_MESSAGE "run packaging/setup")
mark_as_advanced(${_required})

foreach(_part IN LISTS OpenCV_FIND_COMPONENTS)
    if(OpenCV_FOUND AND NOT TARGET opencv_${_part})
        add_library(opencv_${_part} SHARED IMPORTED)
        set_target_properties(opencv_${_part} PROPERTIES
            IMPORTED_LOCATION ${OpenCV_${_part}_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${OpenCV_INCLUDE_DIR})
    endif()
endforeach()
