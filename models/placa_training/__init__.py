"""The workshop: renders, trains, judges and exports what Placa's engine sees and reads with."""
