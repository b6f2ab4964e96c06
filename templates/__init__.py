"""Report kinds as data: one folder (a pack) per kind, read by ``workbook.packs`` and by nothing else."""
