"""What every room stands on: errors, time, ids, money, words, folders, settings, files, logs."""
