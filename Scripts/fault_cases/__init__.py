"""The cases of Scripts/faults: each breaks something under load and accounts for every line that was sent."""
